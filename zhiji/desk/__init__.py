"""The desk: sign-in, home by role, navigation, search, base templates, style and language. Joins the rooms; owns no rule."""
