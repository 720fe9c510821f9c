using TransformerService.Models;

namespace TransformerService.Distillation.Evaluation;

/// <summary>One of the variants that are evaluated side by side.</summary>
/// <param name="Role">Whom it stands for.</param>
/// <param name="Variant">Where it is.</param>
/// <param name="Files">Its size and precision.</param>
internal sealed record EvaluatedSystem(SystemRole Role, ModelVariant Variant, VariantFiles Files)
{
    /// <summary>Finds what a request asks for: the student first, then the teacher, then the baseline.</summary>
    /// <exception cref="EvaluationException">One is faulty or not there, or the baseline does something else than the model.</exception>
    public static IReadOnlyList<EvaluatedSystem> Find(EvaluationRequest request)
    {
        IReadOnlyList<VariantRole> roles = request.Variant is { } chosen ? [chosen] : ModelVariant.Roles(request.Model);
        List<(SystemRole Role, ModelVariant Variant)> found =
        [
            // Of a model without variants the student is asked for, which says what is wrong.
            .. roles.DefaultIfEmpty(VariantRole.Student).Select(role => (
                role == VariantRole.Student ? SystemRole.Student : SystemRole.Teacher, ModelVariant.Find(request.Model, role))),
        ];
        if (request.Baseline is { } baseline)
        {
            found.Add((SystemRole.Baseline, ModelVariant.Find(baseline, VariantRole.Student)));
        }

        return found.TrueForAll(system => system.Variant.Task == found[0].Variant.Task)
            ? [.. found.Select(system => new EvaluatedSystem(system.Role, system.Variant, VariantFiles.Of(system.Variant)))]
            : throw new EvaluationException($"The baseline {request.Baseline} has another task than {request.Model}; compare models of one task.");
    }
}
