"""The settings of a test run: the product's, and the small stage that the tests bring with them."""

from coprod import settings as product
from coprod.settings import *  # noqa: F403

if product.IS_TEST:
    INSTALLED_APPS = [*product.INSTALLED_APPS, "tests.stage.shared_meals"]
