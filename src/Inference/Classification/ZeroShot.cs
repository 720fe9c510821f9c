using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;

namespace TransformerService.Inference.Classification;

/// <summary>
/// Classifies by labels of the caller's own with a model of natural language inference, as Hugging Face's zero-shot-classification pipeline
/// does (Yin, Hay, Roth 2019).
/// </summary>
internal sealed class ZeroShot
{
    private const string Entailment = "entail";
    private static readonly string[] Contradictions = ["contra", "not_entail", "not entail", "non_entail"];
    private readonly CandidateLabels _candidates;
    private readonly int _entailment;
    private readonly int _contradiction;
    private readonly string[] _hypotheses;

    /// <exception cref="InferenceException">The model does not tell whether one text entails another.</exception>
    public ZeroShot(CandidateLabels candidates, ClassificationHead head)
    {
        _candidates = candidates;
        _entailment = IndexOf(head, Entailment);
        if (_entailment < 0 || head.Labels.Count < 2 || head.InGraph is not null)
        {
            throw new InferenceException(
                InferenceError.InvalidInput,
                "'candidateLabels' need a model of natural language inference that gives logits: one with a label that begins with 'entail'. Name another model."
            );
        }

        var named = Array.FindIndex([.. head.Labels], label => Array.Exists(Contradictions, name => Begins(label, name)));

        // Without such a name, transformers' rule: the first label, or the last if the first is the entailment.
        _contradiction =
            named >= 0 ? named
            : _entailment == 0 ? head.Labels.Count - 1
            : 0;
        _hypotheses =
        [
            .. candidates.Labels.Select(label => candidates.Template.Replace(CandidateLabels.Place, label, StringComparison.Ordinal)),
        ];
    }

    /// <summary>The number of rows of each text.</summary>
    public int RowsOfText => _hypotheses.Length;

    /// <summary>The memory of the labels as a text's answer has them.</summary>
    public long LabelBytes => _candidates.Labels.Sum(label => sizeof(char) * (long)label.Length);

    /// <summary>Whether each label has a score of its own; a single label always does.</summary>
    private bool IsIndependent => _candidates.MultiLabel || _hypotheses.Length == 1;

    /// <summary>The row of a text and a label; its result is the logits. A text that is too long is cut, not the label.</summary>
    public TokenizedText Encode(TextTokenizer tokenizer, string text, int label, int maxLength, TextWork work) =>
        ScaledText.Of(tokenizer.EncodePair(text, _hypotheses[label], maxLength, PairCut.OnlyFirst, work), ScoreFunction.None);

    /// <summary>The score of each candidate label, from the logits of the text's rows.</summary>
    public double[] Score(IReadOnlyList<double[]> logits) =>
        IsIndependent
            ? [.. logits.Select(row => ScoreFunctions.Apply(ScoreFunction.Softmax, [row[_contradiction], row[_entailment]])[1])]
            : ScoreFunctions.Apply(ScoreFunction.Softmax, [.. logits.Select(row => row[_entailment])]);

    /// <summary>The best labels with their scores, best first.</summary>
    public LabelScore[] Rank(double[] scores, int count) =>
        [
            .. TopScores
                .Of(scores, Math.Min(count, scores.Length))
                .Select(label => new LabelScore(_candidates.Labels[label.Index], label.Score)),
        ];

    private static int IndexOf(ClassificationHead head, string name) => Array.FindIndex([.. head.Labels], label => Begins(label, name));

    private static bool Begins(string label, string name) => label.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
