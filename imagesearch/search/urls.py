"""Addresses of the search API, under /api/v1/."""

from django.urls import path

from imagesearch.search.apis import SearchApi

urlpatterns = [path("search/", SearchApi.as_view(), name="search")]
