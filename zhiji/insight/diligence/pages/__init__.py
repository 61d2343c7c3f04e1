"""The screens of due diligence."""
