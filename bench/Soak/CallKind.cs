namespace TransformerService.Soak;

/// <summary>The kinds of calls whose times are counted separately; translations first.</summary>
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
