namespace TransformerService.Soak;

/// <summary>The kinds of calls whose times are told apart.</summary>
internal enum CallKind
{
    TranslateSentence,
    TranslateSentenceBeam4,
    TranslateText,
    TranslateTextBeam4,
    TranslateList,
    ClassifySentiment,
    ClassifySentimentList,
    ClassifyIntent,
    ClassifyIntentList,
}
