from chatbot.admin.conversation import ChatConversationAdmin
from chatbot.admin.knowledge import KnowledgeEntryAdmin
from chatbot.admin.lead import LeadAdmin

__all__ = ["ChatConversationAdmin", "KnowledgeEntryAdmin", "LeadAdmin"]
