using TransformerService.Models.Files;

namespace TransformerService.Models.Exports;

/// <summary>Reads from config.json which function turns a classifier's logits into scores.</summary>
internal static class ScoreFunctionReader
{
    private const string ProblemType = "problem_type";
    private const string SentenceTransformers = "sentence_transformers",
        Activation = "activation_fn",
        OlderActivation = "sbert_ce_default_activation_function";

    /// <summary>
    /// Chooses as Hugging Face's text-classification pipeline does (its newer releases for a regression). Where that would use a softmax or
    /// a sigmoid only by default, the activation in a cross-encoder's config takes precedence. <see langword="null"/> with a fault if it is
    /// impossible.
    /// </summary>
    public static ScoreFunction? Read(JsonSection config, int labels, List<string> warnings)
    {
        switch (config.Text(ProblemType))
        {
            case "regression":
                return ScoreFunction.None;
            case "multi_label_classification":
                return ScoreFunction.Sigmoid;
            case "single_label_classification":
                return labels == 1 ? ScoreFunction.Sigmoid : ScoreFunction.Softmax;
            case null:
                return Default(config, labels, warnings);
            default:
                config.Fault(ProblemType, "\"single_label_classification\", \"multi_label_classification\" or \"regression\"");
                return null;
        }
    }

    private static ScoreFunction Default(JsonSection config, int labels, List<string> warnings)
    {
        var usual = labels == 1 ? ScoreFunction.Sigmoid : ScoreFunction.Softmax;
        var section = config.Section(SentenceTransformers);
        (string Field, string? Name) activation = section?.Value(Activation) is not null
            ? ($"{SentenceTransformers}.{Activation}", section.Text(Activation))
            : (OlderActivation, config.Text(OlderActivation));
        if (activation.Name is not { } name)
        {
            return usual;
        }

        // A Python class, e.g. torch.nn.modules.linear.Identity.
        switch (name[(name.LastIndexOf('.') + 1)..], labels)
        {
            case ("Identity", 1):
                return ScoreFunction.None;
            case ("Sigmoid", _):
                return ScoreFunction.Sigmoid;
            case ("Softmax", > 1):
                return ScoreFunction.Softmax;
            case ("Identity", _):
                warnings.Add(
                    $"config.json's {activation.Field} asks for the logits, but with {labels} labels the scores are a softmax, as in the text-classification pipeline; "
                        + $"\"{ProblemType}\": \"regression\" gives the logits."
                );
                return usual;
            default:
                warnings.Add(
                    $"config.json's {activation.Field} '{Short(name)}' is not supported and was ignored: the scores are a {(labels == 1 ? "sigmoid" : "softmax")}; "
                        + $"\"{ProblemType}\": \"regression\" gives the logits."
                );
                return usual;
        }
    }

    private static string Short(string name) => name.Length > 100 ? name[..100] + "…" : name;
}
