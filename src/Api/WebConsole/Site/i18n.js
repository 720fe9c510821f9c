const texts = {
  try: ["Try", "Essayer"], models: ["Models", "Modèles"], shadow: ["Shadow", "Ombre"], live: ["Live", "En direct"], health: ["Health", "Santé"],
  skip: ["Skip to the content", "Aller au contenu"], sections: ["Sections", "Sections"], api: ["API description", "Description de l'API"],
  key: ["API key", "Clé d'API"], keyNote: ["Kept in this page's memory only", "Gardée dans la mémoire de cette page seulement"],
  use: ["Use", "Utiliser"], forget: ["Forget", "Oublier"], keySet: ["Key in use", "Clé utilisée"], language: ["Language", "Langue"],
  theme: ["Theme", "Thème"], light: ["Light", "Clair"], dark: ["Dark", "Sombre"], loading: ["Loading …", "Chargement …"], again: ["Try again", "Réessayer"],
  unreachable: ["The server does not answer. It may be restarting.", "Le serveur ne répond pas. Il redémarre peut-être."],
  needsKey: ["This call needs a key: enter it above.", "Cet appel demande une clé : saisissez-la ci-dessus."],
  needsAdmin: ["This call needs an admin's key: enter it above.", "Cet appel demande une clé d'administrateur : saisissez-la ci-dessus."],
  failed: ["The call failed", "L'appel a échoué"], model: ["Model", "Modèle"], noModels: ["No model is loaded.", "Aucun modèle n'est chargé."],
  text: ["Text", "Texte"], samples: ["Samples", "Exemples"], run: ["Run", "Lancer"], running: ["Running …", "En cours …"], options: ["Options", "Options"],
  sideBySide: ["Student and teacher side by side", "Élève et professeur côte à côte"], student: ["student", "élève"], teacher: ["teacher", "professeur"],
  unknown: ["unknown", "inconnu"], beamSize: ["Beams", "Faisceaux"], numHypotheses: ["Hypotheses", "Hypothèses"], maxNewTokens: ["Most new tokens", "Nouveaux jetons au plus"],
  lengthPenalty: ["Length penalty", "Pénalité de longueur"], splitSentences: ["Split into sentences", "Découper en phrases"], topK: ["Labels", "Étiquettes"],
  noRepeatNgramSize: ["Run of tokens not repeated", "Suite de jetons non répétée"], doSample: ["Draw tokens (sampling)", "Tirer les jetons au sort"], temperature: ["Temperature", "Température"],
  drawTopK: ["Most likely tokens to draw from", "Jetons probables retenus"], topP: ["Share of the probability", "Part de la probabilité"], seed: ["Seed", "Graine"],
  byDefault: ["default", "défaut"], answer: ["Answer", "Réponse"], score: ["Score", "Score"], tokens: ["Tokens", "Jetons"], hypotheses: ["Hypotheses", "Hypothèses"],
  inOut: ["tokens in, out", "jetons lus, écrits"], truncated: ["cut at the model's limit", "coupé à la limite du modèle"], differences: ["Marked: words that the other does not have.", "Surligné : les mots que l'autre n'a pas."],
  same: ["Both answer the same.", "Les deux répondent pareil."], empty: ["Nothing yet: enter a text and run it.", "Rien encore : saisissez un texte et lancez."],
  showTokens: ["Show tokens", "Montrer les jetons"], place: ["place", "place"], scoreIt: ["Score a translation", "Noter une traduction"], target: ["Your translation", "Votre traduction"],
  logProbability: ["Log-probability", "Log-probabilité"], perplexity: ["Perplexity", "Perplexité"], call: ["The call", "L'appel"], copy: ["Copy", "Copier"], copied: ["Copied", "Copié"],
  query: ["Query", "Requête"], textOnEachLine: ["A text on each line", "Un texte par ligne"], documentOnEachLine: ["A document on each line", "Un document par ligne"],
  dimensions: ["Dimensions", "Dimensions"], cosines: ["Cosines between the texts", "Cosinus entre les textes"], topN: ["Best documents", "Meilleurs documents"], aggregation: ["Aggregation", "Agrégation"], noEntities: ["Nothing is tagged.", "Rien n'est étiqueté."],
  explain: ["Explanation", "Explication"], explainIt: ["Explain", "Expliquer"], rows: ["rows", "lignes"], chooseWord: ["Choose a word of the translation to see what it rests on.", "Choisissez un mot de la traduction pour voir sur quoi il repose."],
  translationWords: ["Words of the translation", "Mots de la traduction"], explainLabelNote: ["How far the label's log-odds fall without each word.", "De combien la cote logarithmique de l'étiquette baisse sans chaque mot."],
  explainTranslationNote: ["How far the log-probability falls without each word.", "De combien la log-probabilité baisse sans chaque mot."],
  bulk: ["A file", "Un fichier"], bulkNote: ["A text file with a text on each line. Drop it here, or choose it.", "Un fichier texte avec un texte par ligne. Déposez-le ici, ou choisissez-le."],
  chooseFile: ["Text file", "Fichier texte"], done: ["done", "faits"], stop: ["Stop", "Arrêter"], download: ["Download as JSON lines", "Télécharger en lignes JSON"], of: ["of", "sur"],
  state: ["State", "État"], ready: ["ready", "prêt"], failedState: ["failed", "en échec"], loadingState: ["loading", "chargement"], available: ["available", "disponible"],
  faults: ["Faults", "Défauts"], warnings: ["Warnings", "Avertissements"], version: ["Version", "Version"], versions: ["Versions", "Versions"], folder: ["Folder", "Dossier"],
  hash: ["Content hash", "Empreinte"], provider: ["Runs on", "S'exécute sur"], limits: ["Limits", "Limites"], selfCheck: ["Self-check", "Auto-contrôle"], current: ["current", "actuelle"],
  canary: ["canary", "canari"], drift: ["drift", "dérive"], promote: ["Promote", "Promouvoir"], rollback: ["Roll back", "Revenir en arrière"], reload: ["Reload", "Recharger"],
  setCanary: ["Set canary", "Régler le canari"], share: ["Share of the calls", "Part des appels"], changed: ["Done.", "Fait."], actions: ["Changes (admin)", "Changements (admin)"],
  noVersions: ["No versions.", "Aucune version."], passed: ["passed", "réussi"], none: ["none", "aucun"], license: ["Licence", "Licence"], labels: ["Labels", "Étiquettes"],
  verdict: ["Verdict", "Verdict"], holds: ["holds", "tient"], strays: ["strays", "dévie"], undecided: ["undecided", "indécis"], difference: ["Disagreement", "Désaccord"], noise: ["Teacher's own noise", "Bruit du professeur"],
  marginWord: ["margin", "marge"], margin: ["Margin", "Marge"], sampled: ["Sampled", "Échantillonnés"], compared: ["Compared", "Comparés"], dropped: ["Dropped", "Rejetés"], queue: ["Queue", "File"],
  windows: ["Windows", "Fenêtres"], slices: ["Kinds of text", "Genres de texte"], confusion: ["Confusion", "Confusion"], metrics: ["Metrics", "Mesures"], count: ["Count", "Nombre"],
  noSamples: ["No samples yet. Set a sample rate, and send requests.", "Pas encore d'échantillons. Réglez un taux, et envoyez des requêtes."],
  disagreements: ["Worst disagreements", "Pires désaccords"], minSeverity: ["Least severity", "Gravité au moins"], contains: ["Contains", "Contient"], more: ["More", "Plus"], exportIt: ["Export (admin)", "Exporter (admin)"],
  notKept: ["text not kept or not shown", "texte non gardé ou non montré"], severity: ["Severity", "Gravité"], source: ["Source", "Source"], sampleRate: ["Sample rate", "Taux d'échantillonnage"],
  apply: ["Apply", "Appliquer"], settings: ["Settings (admin)", "Réglages (admin)"], noDisagreements: ["None that match.", "Aucun qui corresponde."], noTeacher: ["No model has a teacher.", "Aucun modèle n'a de professeur."],
  servedVersion: ["served version", "version servie"], rate: ["Rate", "Taux"], interval: ["95 % interval", "Intervalle à 95 %"], window: ["Window", "Fenêtre"], kind: ["Kind", "Genre"],
  requests: ["Requests / s", "Requêtes / s"], latency: ["Latency, ms", "Latence, ms"], queueRows: ["Queue, rows", "File, lignes"], batchRows: ["Rows per batch", "Lignes par lot"], tokensPerSecond: ["Tokens / s", "Jetons / s"],
  refusals: ["Refused, failed / s", "Refusées, en échec / s"], memory: ["Memory, MiB", "Mémoire, Mio"], cpu: ["Cores busy", "Cœurs occupés"], allModels: ["All models", "Tous les modèles"],
  connected: ["Connected", "Connecté"], reconnecting: ["Reconnecting …", "Reconnexion …"], lastMinute: ["Last minute", "Dernière minute"], waiting: ["No calls in the last minute.", "Aucun appel dans la dernière minute."],
  failedCount: ["Failed", "En échec"], refusedCount: ["Refused", "Refusées"], serverReady: ["The server is ready.", "Le serveur est prêt."], serverNotReady: ["The server is not ready", "Le serveur n'est pas prêt"],
  alerts: ["Alerts that hold now", "Alertes actives"], noAlerts: ["None.", "Aucune."], runbook: ["Runbook", "Guide"], configuration: ["Configuration in force", "Configuration en vigueur"], filter: ["Filter", "Filtrer"],
  changedOnly: ["Only what differs from the default", "Seulement ce qui diffère du défaut"], hidden: ["set, not shown", "défini, non montré"], notSet: ["not set", "non défini"], startLog: ["Log of the start", "Journal du démarrage"], startedAt: ["Started", "Démarré"], setting: ["Setting", "Réglage"], value: ["Value", "Valeur"],
  page: ["page", "urgent"], ticket: ["ticket", "à traiter"], notFound: ["There is no such page.", "Cette page n'existe pas."], file: ["file", "fichier"],
};

let column = (navigator.language ?? "").toLowerCase().startsWith("fr") ? 1 : 0;

export const language = () => (column ? "fr" : "en");
export const setLanguage = value => { column = value === "fr" ? 1 : 0; };
export const t = name => texts[name]?.[column] ?? name;
export const number = (value, digits = 3) =>
  value === undefined || value === null ? "–" : new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(value);
export const percent = value => new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 1 }).format(value);
export const clock = value => new Intl.DateTimeFormat(language(), { timeStyle: "medium" }).format(new Date(value));
export const time = value => new Intl.DateTimeFormat(language(), { dateStyle: "short", timeStyle: "medium" }).format(new Date(value));
