using System.Globalization;
using System.Text.RegularExpressions;

namespace TransformerService.Distillation.Pipeline;

/// <summary>
/// Selects the teacher's layers that a smaller student starts with: evenly spread from the first to the last; a single layer is the first
/// (Shleifer and Rush 2020, https://arxiv.org/abs/2010.13002).
/// </summary>
internal static partial class LayerSelection
{
    /// <summary>The name of the teacher's weight that a student's weight starts with.</summary>
    /// <param name="name">The student's weight; outside the layers, both have the same name.</param>
    /// <param name="layers">Number of layers of student and teacher, for a stack named <c>encoder</c> or <c>decoder</c>.</param>
    public static string TeacherName(string name, Func<string, (int Student, int Teacher)> layers) =>
        Layer()
            .Replace(
                name,
                match =>
                {
                    (var student, var teacher) = layers(match.Groups["stack"].Value);
                    var place = int.Parse(match.Groups["layer"].ValueSpan, CultureInfo.InvariantCulture);
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"{match.Groups["stack"].Value}.layers.{TeacherLayer(place, student, teacher)}."
                    );
                }
            );

    /// <summary>The name of the weight of a classifier that a classifier with fewer layers starts with.</summary>
    /// <param name="name">The name of the smaller classifier's weight.</param>
    /// <param name="student">Number of its layers.</param>
    /// <param name="teacher">Number of layers of the other one.</param>
    public static string ClassifierName(string name, int student, int teacher) =>
        ClassifierLayer()
            .Replace(
                name,
                match =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"layer.{TeacherLayer(int.Parse(match.Groups["layer"].ValueSpan, CultureInfo.InvariantCulture), student, teacher)}."
                    )
            );

    /// <summary>The teacher's layer that the student's layer starts with.</summary>
    public static int TeacherLayer(int layer, int studentLayers, int teacherLayers) =>
        studentLayers <= 1 ? 0 : (int)Math.Round((double)layer * (teacherLayers - 1) / (studentLayers - 1), MidpointRounding.AwayFromZero);

    [GeneratedRegex(@"(?<stack>encoder|decoder)\.layers\.(?<layer>\d+)\.")]
    private static partial Regex Layer();

    [GeneratedRegex(@"^layer\.(?<layer>\d+)\.")]
    private static partial Regex ClassifierLayer();
}
