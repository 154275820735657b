# The settings that a project has.
import django
from django.conf import settings

settings.configure(ALLOWED_HOSTS=["*"], MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"], ROOT_URLCONF="app", SECRET_KEY="x")
django.setup()

# the block
