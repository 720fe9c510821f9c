namespace TransformerService.Models.Files;

/// <summary>The files with the settings of sentence-transformers.</summary>
internal static class TransformerSettings
{
    /// <summary>The settings of the whole model, such as its prompts or a cross-encoder's activation.</summary>
    public const string OfModel = "config_sentence_transformers.json";

    /// <summary>The names of the Transformer module's settings, in the order in which sentence-transformers looks for them; old versions named it by the model's family.</summary>
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
