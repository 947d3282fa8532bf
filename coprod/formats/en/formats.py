"""Dates as people in the United Kingdom read them."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, g:i a"
TIME_FORMAT = "g:i a"
SHORT_DATE_FORMAT = "d/m/Y"
