"""Addresses of the chat API, under /api/v1/."""

from django.urls import path

from imagesearch.chat.apis import ChatApi

urlpatterns = [path("chat/", ChatApi.as_view(), name="chat")]
