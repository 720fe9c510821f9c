using System.Text.Json.Serialization;

namespace TransformerService.Models;

/// <summary>What a model does.</summary>
public enum ModelTask
{
    /// <summary>Text in one language to text in another (<c>translation</c>), by an encoder-decoder model.</summary>
    Translation,

    /// <summary>Text to labels with scores (<c>text-classification</c>), by an encoder with a head.</summary>
    TextClassification,

    /// <summary>Text to labelled parts of it (<c>token-classification</c>), by an encoder with a head for each token.</summary>
    TokenClassification,

    /// <summary>Text to a vector (<c>feature-extraction</c>), by an encoder.</summary>
    FeatureExtraction,

    /// <summary>A query and documents to the documents' order (<c>text-ranking</c>), by a cross-encoder.</summary>
    TextRanking,

    /// <summary>Text to text (<c>text2text-generation</c>), such as a summary or an answer, by an encoder-decoder model.</summary>
    [JsonStringEnumMemberName("text2text-generation")]
    Text2Text,
}
