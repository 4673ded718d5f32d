from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "kunjae.changes"
    label = "changes"

    def ready(self) -> None:
        from kunjae.changes.commands.pending import move_on_with
        from kunjae.payments.commands.paid import follow

        follow(move_on_with)
