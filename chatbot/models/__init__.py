from chatbot.models.conversation import ChatConversation
from chatbot.models.knowledge import KnowledgeEntry
from chatbot.models.lead import Lead
from chatbot.models.message import ChatMessage

__all__ = ["ChatConversation", "ChatMessage", "KnowledgeEntry", "Lead"]
