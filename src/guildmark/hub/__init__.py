"""The alliance's site: members, rights, cases, and the place to review them. A Django project."""
