using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Training;
using TransformerService.Models;

namespace TransformerService.Distillation.Improvement;

/// <summary>Runs a new version's self-check, as a server does before it takes the version. Its file may be half-written.</summary>
internal static class CandidateCheck
{
    /// <summary>Removes a candidate that a server would refuse, so that the next call makes it again.</summary>
    /// <param name="model">The folder of the model that the candidate is in.</param>
    /// <param name="candidate">The candidate's folder.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="TrainingException">It would be refused.</exception>
    public static void Run(string model, string candidate, CancellationToken cancellationToken)
    {
        string fault;
        try
        {
            using var loaded = ModelVariant.Find(model, VariantRole.Student).Load();
            fault = string.Join(' ', loaded.SelfCheck(cancellationToken));
        }
        catch (Exception exception) when (exception is EvaluationException or InvalidDataException)
        {
            fault = exception.Message;
        }

        if (fault.Length > 0)
        {
            Directory.Delete(candidate, recursive: true);
            throw new TrainingException($"The new version fails its self-check: {fault} Run again to make it again.");
        }
    }
}
