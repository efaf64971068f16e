"""The bare server that pages are held against: Django saying hello, without middleware, on the same gunicorn.

gunicorn bench.hello:application
"""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

WORDS = b"hello"


def hello(request: HttpRequest) -> HttpResponse:
    """Answer a word."""
    return HttpResponse(WORDS, headers={"Content-Length": str(len(WORDS))})


urlpatterns = [path("", hello)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bench", USE_I18N=False)
application = get_wsgi_application()
