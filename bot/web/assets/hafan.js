// The pages work without scripts. This starts GOV.UK Frontend's components.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const frontend = document.querySelector('link[rel="modulepreload"]').href;
import(frontend).then(({ initAll }) => initAll());
