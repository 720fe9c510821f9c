namespace TransformerService.Inference.Configuration;

/// <summary>Configuration section <c>Detection</c>: among which languages a text's language is detected.</summary>
public sealed class DetectionOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Detection";

    /// <summary>
    /// The languages that are told apart, beside those of the translation models: two-letter codes (ISO 639-1) with commas between them, or
    /// <c>*</c> for all that are known. Each takes about 0.15 MB of memory, and the more they are, the more often a short text is mistaken
    /// for another language. Default ar,cs,da,de,el,en,es,fi,fr,hu,it,ja,ko,nl,no,pl,pt,ro,ru,sv,tr,uk,zh.
    /// </summary>
    public string Languages { get; set; } = "ar,cs,da,de,el,en,es,fi,fr,hu,it,ja,ko,nl,no,pl,pt,ro,ru,sv,tr,uk,zh";
}
