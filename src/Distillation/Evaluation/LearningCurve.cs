using System.Text.Json;

namespace TransformerService.Distillation.Evaluation;

/// <summary>The course of a training run.</summary>
/// <param name="Name">The model that was trained, e.g. <c>teacher</c>.</param>
/// <param name="Points">In the order of training; at least one.</param>
internal sealed record LearningCurve(string Name, IReadOnlyList<LearningCurvePoint> Points);

/// <summary>A point of a learning curve, as the trainer writes it.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Seconds">Training time until the end of the epoch.</param>
/// <param name="TrainingLoss">Mean loss over the epoch's training, in nats.</param>
/// <param name="ValidationLoss">Mean loss on the validation set, in nats.</param>
/// <param name="ValidationScore">Score on the validation set, if it was measured.</param>
internal sealed record LearningCurvePoint(
    int Epoch,
    double Seconds,
    double TrainingLoss,
    double ValidationLoss,
    double? ValidationScore = null
);

/// <summary>
/// Reads learning curves that a trainer wrote:
/// <c>{"name": "teacher", "points": [{"epoch": 1, "seconds": 640.2, "trainingLoss": 3.1, "validationLoss": 2.9, "validationScore":
/// 31.2}]}</c>;
/// other fields are ignored.
/// </summary>
internal static class LearningCurveFile
{
    /// <exception cref="EvaluationException">The file cannot be read, lacks a field, or has no points.</exception>
    public static LearningCurve Read(string path)
    {
        try
        {
            var curve = JsonSerializer.Deserialize<LearningCurve>(File.ReadAllBytes(path), ReportJson.Options);
            return curve is { Points.Count: > 0 } ? curve : throw new EvaluationException($"{path}: the learning curve has no points.");
        }
        catch (JsonException exception)
        {
            throw new EvaluationException($"{path} is not a learning curve: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
