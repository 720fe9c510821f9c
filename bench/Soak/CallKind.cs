namespace TransformerService.Soak;

/// <summary>The kinds of calls whose times are told apart; translations first.</summary>
internal enum CallKind
{
    TranslateSentence,
    TranslateSentenceBeam4,
    TranslateText,
    TranslateTextBeam4,
    TranslateList,
    TranslateStream,
    ClassifySentiment,
    ClassifySentimentList,
    ClassifyIntent,
    ClassifyIntentList,
}
