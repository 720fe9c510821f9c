namespace TransformerService.Tokenization.Sentences.Languages;

/// <summary>Hindi. The danda ends sentences, so a full stop mostly belongs to an abbreviation.</summary>
internal static class Hindi
{
    public static readonly LanguageWords Words = new() { Joining = "डॉ डा श्री सुश्री प्रो पं कु स्व ई", BeforeNumber = "सं पृ क्र" };
}
