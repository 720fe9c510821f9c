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
    /// a sigmoid only by default, the activation of a cross-encoder takes precedence; for a ranker it always does, as sentence-transformers
    /// does not read <c>problem_type</c>. <see langword="null"/> with a fault if it is impossible.
    /// </summary>
    /// <param name="config">config.json.</param>
    /// <param name="crossEncoder">config_sentence_transformers.json, to which newer releases write the activation.</param>
    /// <param name="labels">The number of labels.</param>
    /// <param name="isRanker">Whether the model is served as a cross-encoder.</param>
    /// <param name="warnings">Receives what is ignored.</param>
    public static ScoreFunction? Read(JsonSection config, JsonSection? crossEncoder, int labels, bool isRanker, List<string> warnings)
    {
        var activation = ActivationOf(config, crossEncoder);
        switch (config.Text(ProblemType))
        {
            case { } when isRanker && activation.Name is not null:
            case null:
                return Default(activation, labels, warnings);
            case "regression":
                return ScoreFunction.None;
            case "multi_label_classification":
                return ScoreFunction.Sigmoid;
            case "single_label_classification":
                return labels == 1 ? ScoreFunction.Sigmoid : ScoreFunction.Softmax;
            default:
                config.Fault(ProblemType, "\"single_label_classification\", \"multi_label_classification\" or \"regression\"");
                return null;
        }
    }

    private static (string Field, string? Name) ActivationOf(JsonSection config, JsonSection? crossEncoder)
    {
        var section = config.Section(SentenceTransformers);
        return crossEncoder?.Text(Activation) is { } newest ? ($"{TransformerSettings.OfModel}'s {Activation}", newest)
            : section?.Value(Activation) is not null ? ($"config.json's {SentenceTransformers}.{Activation}", section.Text(Activation))
            : ($"config.json's {OlderActivation}", config.Text(OlderActivation));
    }

    private static ScoreFunction Default((string Field, string? Name) activation, int labels, List<string> warnings)
    {
        var usual = labels == 1 ? ScoreFunction.Sigmoid : ScoreFunction.Softmax;
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
                    $"{activation.Field} asks for the logits, but with {labels} labels the scores are a softmax, as in the text-classification pipeline; "
                        + $"\"{ProblemType}\": \"regression\" gives the logits."
                );
                return usual;
            default:
                warnings.Add(
                    $"{activation.Field} '{Short(name)}' is not supported and was ignored: the scores are a {(labels == 1 ? "sigmoid" : "softmax")}; "
                        + $"\"{ProblemType}\": \"regression\" gives the logits."
                );
                return usual;
        }
    }

    private static string Short(string name) => name.Length > 100 ? name[..100] + "…" : name;
}
