namespace TransformerService.Models.Files;

/// <summary>The file with the settings of sentence-transformers' Transformer module.</summary>
internal static class TransformerSettings
{
    /// <summary>Its names, in the order in which sentence-transformers looks for them; old versions named it by the model's family.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "sentence_bert_config.json",
        "sentence_roberta_config.json",
        "sentence_distilbert_config.json",
        "sentence_camembert_config.json",
        "sentence_albert_config.json",
        "sentence_xlm-roberta_config.json",
        "sentence_xlnet_config.json",
    ];
}
