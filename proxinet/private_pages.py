def keep_private(get_response):
    """Middleware: pages of someone signed in stay out of caches, so that Back shows nothing after they have left."""

    def middleware(request):
        response = get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware
