using TransformerService.Models.Requests;

namespace TransformerService.Inference.Shadow.Comparison;

/// <summary>Compares what two classifiers say of one text.</summary>
public static class ClassificationComparer
{
    /// <param name="student">All labels of the answer that is checked, in any order.</param>
    /// <param name="teacher">All labels of the answer that it is held against.</param>
    /// <param name="independent">Whether a text may have several labels: the scores are sigmoids and do not sum to 1.</param>
    /// <exception cref="ArgumentException">A list is empty.</exception>
    public static AnswerComparison Compare(IReadOnlyList<LabelScore> student, IReadOnlyList<LabelScore> teacher, bool independent = false) => throw new NotImplementedException();
}
