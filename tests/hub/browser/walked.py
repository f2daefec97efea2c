"""Every page of the site, by who looks at it; what stands in addresses is told by make_site.py."""

PAGES: dict[str | None, tuple[str, ...]] = {
    None: (
        "/account/login/", "/account/password/reset/", "/join/no-such-secret/", "/join/{invitation}", "/ladder/",
        "/statements/{statement}/", "/statements/{answered}/", "/statements/{restored}/", "/figures/",
    ),
    "reviewer@Bazaar": (
        "/", "/review/", "/review/next/", "/audits/{draw}/next/", "/cases/", "/cases/?state=decided",
        "/cases/?q=nothing", "/cases/{decided}/", "/rights/", "/rights/{right}/", "/rights/{right}/versions/1/",
        "/look-up/", "/look-up/?q=zelvano", "/look-up/?q=https://bazaar.example/item/3", "/look-up/?q=nothing",
        "/look-up/?picture={example}", "/look-up/searches/", "/look-up/searches/{search}/",
        "/members/", "/me/", "/lead/", "/no-such-page/", "/actions/", "/actions/?state=standing",
        "/actions/{action}/", "/actions/{held}/", "/actions/stores/", "/actions/stores/{store}/", "/sellers/",
        "/sellers/{answer}/", "/sellers/{settled}/", "/lead/words/", "/lead/words/en/", "/tactics/",
        "/tactics/{tactic}/", "/tactics/back/", "/tactics/indicators/", "/tactics/indicators/{value}/", "/circles/",
        "/cases/{hit}/tell/",
    ),
    "senior reviewer@Bazaar": (
        "/lead/", "/cases/{decided}/", "/lead/weights/", "/lead/weights/{weights}/", "/deliveries/",
        "/deliveries/{delivery}/", "/lead/policy/", "/lead/policy/{policy}/", "/lead/licences/", "/sellers/{settled}/",
        "/tactics/", "/tactics/{tactic}/", "/tactics/back/ledger/", "/tactics/back/remembered/", "/cases/{hit}/",
    ),
    "administrator@Bazaar": (
        "/actions/connection/", "/members/", "/members/own/", "/account/2fa/", "/account/password/change/",
    ),
    "reviewer@Arvo": ("/", "/answers/", "/answers/{question}/", "/cases/", "/cases/{decided}/"),
    "administrator@Arvo": (
        "/", "/rights/", "/rights/new/", "/rights/{right}/", "/rights/{draft}/", "/rights/{draft}/draft/",
        "/rights/powers/", "/rights/powers/{power}/", "/members/own/", "/tactics/?which=own", "/tactics/{tactic}/",
        "/tactics/{unshared}/", "/tactics/{unshared}/write/", "/tactics/{unshared}/share/", "/tactics/{advice}/",
        "/tactics/write/", "/tactics/advice/", "/tactics/back/", "/tactics/back/ledger/", "/tactics/back/remembered/",
        "/tactics/back/{tactic}/confidence/", "/tactics/indicators/?which=own", "/tactics/indicators/tell/",
        "/tactics/indicators/share/?all=1", "/circles/{circle}/",
    ),
    "administrator@Secretariat": (
        "/", "/verify/", "/verify/{waits}/1/", "/rights/", "/rights/{right}/", "/rights/powers/{power}/", "/members/",
        "/figures/", "/figures/desk/", "/tactics/?which=handed", "/tactics/indicators/known-good/", "/circles/",
        "/circles/{circle}/", "/tactics/back/ledger/",
    ),
}  # fmt: skip
# Addresses that are no pages of their own: they change something and lead back, lead on, or give a file.
NO_PAGES = {
    "members-suspend", "members-invite", "members-withdraw", "members-person", "members-make-key", "members-key",
    "review-settle", "review-leave", "review-undo", "cases-change", "cases-picture", "rights-picture",
    "rights-power-act", "rights-power-document", "rights-act", "rights-bring", "rights-file", "rights-change-file",
    "lookup-picture", "lookup-end", "lead-weights-act", "lead-draw", "lead-queue", "lead-remove-queue",
    "actions-act", "actions-connection-act", "actions-again", "lead-policy-act", "lead-release", "replies-erase",
    "replies-page", "lead-retire-golden", "disclosure-csv", "disclosure-json", "disclosure-calendar",
    "tactics-from-cases", "tactics-look-over", "tactics-act", "tactics-use", "tactics-backtest", "tactics-change",
    "tactics-look-for", "tactics-attachment",
    "review-turn",  # where /review/next/ leads
}  # fmt: skip
