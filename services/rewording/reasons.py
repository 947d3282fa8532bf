"""Why a language model was not asked, or its words not taken."""

from django.utils.translation import gettext_lazy

# Why a council's language model could not be asked, by the name of the error.
WHY_NOT_ASKED = {
    "AddressNotAllowed": gettext_lazy(
        "This address may not be called. It must start with https:// and lead to the public internet."
    ),
    "Unreachable": gettext_lazy("Nobody answered at this address. Check that it is spelt right."),
    "NotTrusted": gettext_lazy("The service could not prove who it is: its certificate does not fit its name."),
    "TooSlow": gettext_lazy("The service did not answer in time."),
    "TooLarge": gettext_lazy("The answer was far too long."),
    "Redirected": gettext_lazy("The service sends us on to another address, and we do not follow. Enter that address."),
    "KeyRefused": gettext_lazy("The service does not accept the key. Enter the key again."),
    "NotThere": gettext_lazy("There is no such service at this address. Check the last part of the address."),
    "Busy": gettext_lazy("The service is too busy now. Try again later."),
    "ServiceBroken": gettext_lazy("The service has an error of its own. Try again later."),
    "Refused": gettext_lazy("The service did not accept what we asked. Check the name of the model."),
    "NotUnderstood": gettext_lazy("The answer was not what such a service answers. Check the address."),
}


# Why a model's words were not taken, by the code of the check.
WHY_NOT_TAKEN = {
    "empty": gettext_lazy("It said nothing."),
    "long": gettext_lazy("It was much longer than the draft."),
    "link": gettext_lazy("It held a link."),
    "characters": gettext_lazy("It held signs that do not belong in a sentence."),
    "orders": gettext_lazy("It spoke to a machine, not to people."),
    "quotes": gettext_lazy("It quoted words that the draft does not quote."),
    "numbers": gettext_lazy("It changed a number."),
    "language": gettext_lazy("It was in another language."),
    "weight": gettext_lazy("It changed how many, how often or how sure."),
    "negation": gettext_lazy("It added or left out a “not”."),
    "stance": gettext_lazy("It changed who agrees and who does not."),
    "names": gettext_lazy("It added a name."),
    "words": gettext_lazy("It added something that people did not say."),
    "left-out": gettext_lazy("It left out something that people said."),
    "order": gettext_lazy("It turned words round."),
    "cannot-be-checked": gettext_lazy("The draft holds something that we cannot check, so it was not sent."),
    "no-time": gettext_lazy("The time was up."),
}
