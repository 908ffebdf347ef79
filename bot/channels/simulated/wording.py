"""The words around the phones, in both languages; they are part of the demo alone."""

ENGLISH = {
    "title": "Hafan demo phones",
    "banner": "This is a demo. Everyone here is invented, and no text leaves this computer.",
    "other_language": "Cymraeg",
    "young_people": "Young people",
    "staff": "Practitioners and their cover",
    "young_person": "Young person",
    "practitioner": "Practitioner",
    "deputy": "Deputy",
    "duty_manager": "Duty manager",
    "safeguarding_lead": "Safeguarding lead",
    "write": "Text message from",
    "send": "Send",
    "picture": "Picture",
    "lost": "Did not reach the service",
    "stock": "Automatic answer from the network",
    "opted_out": "Opted out of texts",
    "empty": "No texts yet",
    "nobody": "No phones yet. They appear here once the demo caseload is ready.",
    "offline": "The simulation is not answering. Trying again…",
    "script": "The phones need JavaScript.",
}

WELSH = {
    "title": "Ffonau demo Hafan",
    "banner": "Demo yw hwn. Pobl ddychmygol yw pawb yma, ac nid oes neges yn gadael y cyfrifiadur hwn.",
    "other_language": "English",
    "young_people": "Pobl ifanc",
    "staff": "Ymarferwyr a’r rhai sy’n dirprwyo",
    "young_person": "Person ifanc",
    "practitioner": "Ymarferydd",
    "deputy": "Dirprwy",
    "duty_manager": "Rheolwr ar ddyletswydd",
    "safeguarding_lead": "Arweinydd diogelu",
    "write": "Neges destun gan",
    "send": "Anfon",
    "picture": "Llun",
    "lost": "Heb gyrraedd y gwasanaeth",
    "stock": "Ateb awtomatig gan y rhwydwaith",
    "opted_out": "Wedi dewis peidio â chael negeseuon",
    "empty": "Dim negeseuon eto",
    "nobody": "Dim ffonau eto. Byddant yn ymddangos yma pan fydd achosion y demo yn barod.",
    "offline": "Nid yw’r efelychiad yn ateb. Yn rhoi cynnig arall arni…",
    "script": "Mae angen JavaScript ar y ffonau.",
}

WORDING = {"en": ENGLISH, "cy": WELSH}
