"""The pages' addresses."""

from django.contrib.auth.views import LogoutView
from django.templatetags.static import static as staticfiles_url
from django.urls import path
from django.views.generic import RedirectView

from frontend import views
from frontend.pictures import PicturesView
from imagesearch.accounts.logins import CountedLoginView

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("crawls/<str:crawl_id>/", views.CrawlView.as_view(), name="crawl"),
    path("crawls/<str:crawl_id>/search/", views.SearchView.as_view(), name="search_page"),
    path("crawls/<str:crawl_id>/pictures/", PicturesView.as_view(), name="pictures_page"),
    path("crawls/<str:crawl_id>/delete/", views.CrawlDeleteView.as_view(), name="crawl_delete"),
    path("crawls/<str:crawl_id>/<str:action>/", views.CrawlActView.as_view(), name="crawl_act"),
    path("thumbnails/<int:image_id>.jpg", views.ThumbnailView.as_view(), name="thumbnail"),
    path("favicon.ico", RedirectView.as_view(url=staticfiles_url("frontend/img/icon.svg"))),
    path("login/", CountedLoginView.as_view(template_name="frontend/login.html"), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
