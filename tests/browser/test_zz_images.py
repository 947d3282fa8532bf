from pathlib import Path
from tests.browser.councils import Demo
OUT = Path("docs/images")

def test_images(demo: Demo) -> None:
    demo.summed_up()
    context = demo.site.visitor(1280)
    page = context.new_page()
    page.goto(demo.address("glanmor", "codesign:you_said", pk=demo.rows["harbour"]))
    page.screenshot(path="/tmp/img/you-said-full.png", full_page=True)
    for n in range(page.locator(".app-thread").count()):
        print("THREAD", n, page.locator(".app-thread").nth(n).bounding_box(), page.locator(".app-thread").nth(n).inner_text()[:80])
    for n in range(page.locator(".app-thread > *").count()):
        print("T", n, page.locator(".app-thread > *").nth(n).bounding_box())
    page.goto(demo.address("glanmor", "codesign:journey", pk=demo.rows["harbour"]))
    page.screenshot(path="/tmp/img/journey-full.png", full_page=True)
    phone = demo.site.visitor(390).new_page()
    phone.set_viewport_size({"width": 390, "height": 900})
    phone.goto(demo.address("brackenford", "codesign:react", pk=demo.rows["library"]))
    phone.wait_for_timeout(300)
    for _ in range(3):
        before = phone.locator(".app-statement").inner_text()
        phone.get_by_role("button", name="Agree", exact=True).click()
        phone.wait_for_function("t => document.querySelector('.app-statement').innerText !== t", arg=before)
    phone.evaluate("document.activeElement.blur()")
    phone.screenshot(path="/tmp/img/react-phone.png")
    staff = demo.sign_in("brackenford", "josie")
    staff.goto(demo.address("brackenford", "codesign:synthesis", pk=demo.rows["streets"]))
    staff.screenshot(path="/tmp/img/map-full.png", full_page=True)
    staff.goto(demo.address("brackenford", "codesign:manage", pk=demo.rows["library"]))
    staff.screenshot(path="/tmp/img/manage.png", full_page=True)
