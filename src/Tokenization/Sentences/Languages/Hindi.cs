namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Hindi; the danda ends sentences, so that a full stop is mostly an abbreviation's.</summary>
internal static class Hindi
{
    public static readonly LanguageWords Words = new()
    {
        Joining = "डॉ डा श्री सुश्री प्रो पं कु स्व ई",
        BeforeNumber = "सं पृ क्र",
    };
}
