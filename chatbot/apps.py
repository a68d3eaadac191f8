from django.apps import AppConfig


class ChatbotConfig(AppConfig):
    name = "chatbot"
    verbose_name = "Czat"

    def ready(self) -> None:
        from chatbot import receivers  # noqa: F401, PLC0415  (connects them; models are loaded from here on)
