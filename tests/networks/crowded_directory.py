"""A directory of 5,000 contacts, and questions as people type them: what the search is measured on."""

from itertools import product

from networks.models import Contact

NUMBERS = {
    "Service propreté": "encombrants, dépôt sauvage, tas d’ordures, canapé ou matelas abandonné",
    "Astreinte ascenseurs": "ascenseur en panne, personne bloquée",
    "Électricité du parking": "électricité, panne de lumière, minuterie",
    "Plomberie": "fuite d’eau, dégât des eaux, plombier",
    "Chauffage urbain": "chauffage, radiateur froid, chaufferie",
    "Police municipale": "tapage, bruit, stationnement gênant, épave",
    "Espaces verts": "pelouse, arbre tombé, élagage, taille des haies",
    "Hygiène et santé": "rats, cafards, punaises de lit, seringues",
    "Médiation": "voisin bruyant, conflit de voisinage, attroupement dans le hall",
    "Serrurerie": "porte du hall cassée, serrure, interphone",
    "Tri et déchets": "poubelles, bacs, collecte, verre, tri sélectif",
    "Assistante sociale": "impayé de loyer, aide sociale, surendettement",
    "Voirie": "nid-de-poule, trottoir, lampadaire éteint",
    "Graffitis": "tags, graffitis, affichage sauvage",
}
MISSPELT = {
    "ancombrant": "Service propreté",
    "encombrents": "Service propreté",
    "encobmrants": "Service propreté",
    "depo sovage": "Service propreté",
    "il y a un canapé abandoné devant le hall": "Service propreté",
    "elektricité": "Électricité du parking",
    "éléctrisité": "Électricité du parking",
    "lumiaire": "Électricité du parking",
    "assansseur": "Astreinte ascenseurs",
    "ascenceur bloqué": "Astreinte ascenseurs",
    "asenceur": "Astreinte ascenseurs",
    "plonbier": "Plomberie",
    "fuite deau": "Plomberie",
    "fuitedeau": "Plomberie",
    "dega des os": "Plomberie",
    "J’appelle pour une fuitte d’eau au plafond": "Plomberie",
    "chofage": "Chauffage urbain",
    "radiateurs froids": "Chauffage urbain",
    "tapaje nocturne": "Police municipale",
    "stationement génant": "Police municipale",
    "arbre tonbé": "Espaces verts",
    "punaise de li": "Hygiène et santé",
    "seringe": "Hygiène et santé",
    "kafar": "Hygiène et santé",
    "voisain bruyan": "Médiation",
    "voizinage": "Médiation",
    "atroupement": "Médiation",
    "serure": "Serrurerie",
    "interfone": "Serrurerie",
    "poubele": "Tri et déchets",
    "dechais": "Tri et déchets",
    "impayer de loyé": "Assistante sociale",
    "nid de poul": "Voirie",
    "lampadere": "Voirie",
    "graphiti": "Graffitis",
    "trotoir": "Voirie",
}
OTHERS = {
    "Accueil": "bail, état des lieux, attestation, quittance",
    "Agence de mobilité": "carte de bus, navette, arrêt déplacé",
    "Aide à domicile": "repas livrés, courses, ménage d’une personne âgée",
    "Archives": "plan ancien, photographie du quartier",
    "Assurance": "déclaration, sinistre, expertise, franchise",
    "Atelier d’écriture": "courrier, formulaire, écrivain public",
    "Bibliothèque": "livres, lecture aux enfants, prêt",
    "Boutique de droit": "avocat, litige, divorce, succession",
    "Bureau des mesures": "relevé de compteur, mesure de surface, métrage",
    "Caisse d’allocations": "prime, rendez-vous, dossier en attente",
    "Cantine": "inscription, menu, allergie",
    "Centre aéré": "vacances, mercredi, animation",
    "Centre culturel": "concert, théâtre, culture, exposition",
    "Chantiers d’insertion": "contrat, formation de peintre, chantier éducatif",
    "Club de football": "licence, entraînement, tournoi",
    "Commission d’attribution": "mutation, demande en cours, appartement plus grand",
    "Conseil citoyen": "réunion publique, projet d’habitants",
    "Crèche": "place d’accueil, assistante maternelle",
    "Dépannage informatique": "ordinateur lent, mot de passe, imprimante",
    "Eau potable": "abonnement, facture, qualité au robinet",
    "Éclairage public": "mât penché, armoire ouverte",
    "École": "directeur, rentrée, sortie scolaire",
    "Fibre": "raccordement, boîtier, coupure d’internet",
    "Fourrière animale": "chien errant, chat perdu",
    "Gaz": "odeur suspecte, compteur jaune",
    "Halte-garderie": "horaires, tarif, adaptation",
    "Jardins partagés": "parcelle, composteur, semis",
    "Ludothèque": "jouets, prêt, anniversaire",
    "Mission locale": "emploi des jeunes, stage, orientation",
    "Nettoyage des vitres": "vitrerie, façade, passage de la nacelle",
    "Office de tourisme": "brocante, visite guidée, plan",
    "Parc de stockage": "palettes, outils, prêt de barrières",
    "Permanence du maire": "doléance, audience, élu de secteur",
    "Pharmacie de garde": "médicament, ordonnance, nuit",
    "Piscine": "créneau, leçon, bonnet",
    "Protection maternelle": "bébé, vaccin, pesée",
    "Ravalement": "échafaudage, peinture, isolation",
    "Recensement": "questionnaire, agent recenseur",
    "Salle des fêtes": "location, chaises, sonorisation",
    "Service des élections": "carte d’électeur, procuration",
    "Service funéraire": "concession, cimetière",
    "Service des sports": "gymnase, vestiaire, badge",
    "Soutien scolaire": "devoirs, collège, orthographe",
    "Suite de dossier": "réclamation écrite, relance, réponse en retard",
    "Télévision": "antenne, parabole, réception",
    "Transports": "tramway, ligne, correspondance",
    "Urbanisme": "permis, véranda, clôture",
    "Ventilation": "bouche d’aération, filtre, moisissure",
    "Veille sociale": "maraude, hébergement, repas chaud",
    "Vidéoprotection": "caméra, images, réquisition",
}
RESIDENCES = 100


def fill_directory(site) -> None:
    """5,000 contacts at ``site``, the services of ``NUMBERS`` among them."""
    others = (
        (f"{service}, résidence {number}", call_for)
        for number, (service, call_for) in product(range(1, RESIDENCES + 1), OTHERS.items())
    )
    wanted = 5000 - len(NUMBERS)
    contacts = [(name, call_for) for _, (name, call_for) in zip(range(wanted), others, strict=False)]
    Contact.objects.bulk_create(
        Contact(site=site, name=name, call_for=call_for, phone=f"0199{number:06}")
        for number, (name, call_for) in enumerate([*contacts, *NUMBERS.items()])
    )
