"""Addresses of the crawl API, below `/api/v1/`."""

from django.urls import path

from imagesearch.crawls import apis

urlpatterns = [
    path("crawls/", apis.CrawlsApi.as_view(), name="crawl_list"),
    path("crawls/<str:crawl_id>/", apis.CrawlApi.as_view(), name="crawl_detail"),
    path("crawls/<str:crawl_id>/pause/", apis.CrawlPauseApi.as_view(), name="crawl_pause"),
    path("crawls/<str:crawl_id>/resume/", apis.CrawlResumeApi.as_view(), name="crawl_resume"),
    path("crawls/<str:crawl_id>/cancel/", apis.CrawlCancelApi.as_view(), name="crawl_cancel"),
    path("crawls/<str:crawl_id>/retry-failed/", apis.CrawlRetryFailedApi.as_view(), name="crawl_retry_failed"),
    path("crawls/<str:crawl_id>/images/", apis.CrawlImagesApi.as_view(), name="crawl_images"),
    path("crawls/<str:crawl_id>/hosts/", apis.CrawlHostsApi.as_view(), name="crawl_hosts"),
    path("crawls/<str:crawl_id>/pages/", apis.CrawlPagesApi.as_view(), name="crawl_pages"),
    path("crawls/<str:crawl_id>/pages/<int:page_id>/", apis.CrawlPageApi.as_view(), name="crawl_page"),
]
