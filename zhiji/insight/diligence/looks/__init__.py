"""The governed reads of due diligence."""
