namespace TransformerService.Models;

/// <summary>What a model does.</summary>
public enum ModelTask
{
    /// <summary>Text in one language to text in another (<c>translation</c>), by an encoder-decoder model.</summary>
    Translation,

    /// <summary>Text to labels with scores (<c>text-classification</c>), by an encoder with a head.</summary>
    TextClassification,
}
