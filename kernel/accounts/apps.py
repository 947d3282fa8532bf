from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kernel.accounts"
    label = "accounts"
