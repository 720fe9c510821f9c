using TransformerService.Models.Requests;

namespace TransformerService.Inference.Shadow.Comparison;

/// <summary>Compares two translations of one text.</summary>
public static class TranslationComparer
{
    /// <param name="source">The text that was translated.</param>
    /// <param name="student">The answer that is checked.</param>
    /// <param name="teacher">The answer that it is held against; the teacher's other answer where its noise is measured.</param>
    public static AnswerComparison Compare(string source, TranslatedText student, TranslatedText teacher) => throw new NotImplementedException();
}
