"""For programs: who they are, and how the schema says so."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response


class ActorScheme(OpenApiAuthenticationExtension):
    """How the schema describes ``ActorAuthentication``."""

    target_class = "accounts.api.ActorAuthentication"
    name = ["session", "token"]

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        """Describe the session cookie and the token header."""
        return [
            {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": 'Value: "Token " and the token printed by `manage.py create_token`.',
            },
        ]


class SessionSerializer(serializers.Serializer):
    """Who is logged in, or whose token this is."""

    username = serializers.CharField()
    full_name = serializers.CharField()
    role = serializers.CharField()
    area = serializers.CharField(help_text="code of the area; empty for administrators")
    bureau = serializers.CharField(help_text="code of the bureau; empty for administrators")
    language = serializers.CharField()


@extend_schema(responses=SessionSerializer)
@api_view(["GET"])
def session(request: Request) -> Response:
    """Say who asks."""
    actor, user = request._request.actor, request.user
    return Response(
        {
            "username": user.username,
            "full_name": user.full_name,
            "role": actor.role,
            "area": actor.area_code,
            "bureau": actor.bureau_code,
            "language": user.language,
        }
    )
