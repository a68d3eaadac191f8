from django.urls import path

from chatbot.api.chat import ChatView
from chatbot.api.conversation import ConversationEndView, ConversationView

urlpatterns = [
    path("chat", ChatView.as_view(), name="chat"),
    path("conversations/<uuid:session_id>", ConversationView.as_view(), name="conversation"),
    path("conversations/<uuid:session_id>/end", ConversationEndView.as_view(), name="conversation-end"),
]
