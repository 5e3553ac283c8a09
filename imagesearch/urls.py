"""Every address of the web process; the parts bring their own lists."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from imagesearch.accounts.problems import address_unknown

urlpatterns = [
    path("api/v1/", include("imagesearch.crawls.urls")),
    path("api/v1/", include("imagesearch.search.urls")),
    path("api/v1/", include("imagesearch.live.urls")),
    path("api/v1/", include("imagesearch.chat.urls")),
    re_path(r"^api/v1/", address_unknown),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="frontend/api_docs.html"),
        name="docs",
    ),
    path("admin/", admin.site.urls),
    path("", include("imagesearch.ops.urls")),
    path("", include("frontend.urls")),
]
