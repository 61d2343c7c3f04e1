"""Every address of the product. A room adds its own ``urls.py`` here."""

from django.conf import settings
from django.urls import include, path

from zhiji.desk import pages, preferences, purpose, style_page
from zhiji.desk.api import api
from zhiji.desk.house_urls import urlpatterns as house
from zhiji.desk.sign_in_urls import urlpatterns as sign_in
from zhiji.ops.pages import healthz

urlpatterns = [
    path("", pages.home, name="home"),
    path("staying/", pages.staying, name="staying"),
    path("healthz", healthz, name="healthz"),
    path("undertaking/", pages.sign_undertaking, name="undertaking"),
    path("purpose/", purpose.set_purpose, name="purpose_set"),
    path("theme/", preferences.set_theme, name="theme_set"),
    path("language/", preferences.set_language, name="language_set"),
    path("api/v1/", api.urls),
    path("customers/", include("zhiji.customers.urls")),
    path("", include("zhiji.holdings.urls")),
    path("", include("zhiji.insight.urls")),
    path("", include("zhiji.insight.diligence.urls")),
    path("", include("zhiji.insight.principles.urls")),
    path("custody/", include("zhiji.custody.urls")),
    *house,
    *sign_in,
]

handler400 = "zhiji.desk.errors.bad_request"
handler403 = "zhiji.desk.errors.forbidden"
handler404 = "zhiji.desk.errors.not_found"
handler500 = "zhiji.desk.errors.server_error"

if settings.DEBUG:
    urlpatterns += [path("desk/style/", style_page.style, name="desk_style")]
