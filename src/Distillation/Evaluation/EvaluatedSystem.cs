using TransformerService.Models;

namespace TransformerService.Distillation.Evaluation;

/// <summary>One of the variants that are evaluated together.</summary>
/// <param name="Role">The variant's role in the comparison.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Files">Its size and precision.</param>
internal sealed record EvaluatedSystem(SystemRole Role, ModelVariant Variant, VariantFiles Files)
{
    /// <summary>Finds the systems of a request: the student first, then the teacher, the baseline, and the float32 models.</summary>
    /// <exception cref="EvaluationException">A system is faulty or missing, two have the same role, or the tasks differ.</exception>
    public static IReadOnlyList<EvaluatedSystem> Find(EvaluationRequest request)
    {
        var roles = request.Variant is { } chosen ? [chosen] : ModelVariant.Roles(request.Model);
        List<(SystemRole Role, ModelVariant Variant)> found =
        [
            // If the model has no variants, looking for the student produces the message that explains why.
            .. roles
                .DefaultIfEmpty(VariantRole.Student)
                .Select(role =>
                    (role == VariantRole.Student ? SystemRole.Student : SystemRole.Teacher, ModelVariant.Find(request.Model, role))
                ),
        ];
        if (request.Baseline is { } baseline)
        {
            found.Add((SystemRole.Baseline, ModelVariant.Find(baseline, VariantRole.Student)));
        }

        foreach (var float32 in request.Float32)
        {
            found.AddRange(
                ModelVariant
                    .Roles(float32)
                    .DefaultIfEmpty(VariantRole.Student)
                    .Select(role =>
                        (
                            role == VariantRole.Student ? SystemRole.StudentFloat32 : SystemRole.TeacherFloat32,
                            ModelVariant.Find(float32, role)
                        )
                    )
            );
        }

        if (found.DistinctBy(system => system.Role).Count() < found.Count)
        {
            throw new EvaluationException("The folders of --float32 have the same variant twice.");
        }

        return found.TrueForAll(system => system.Variant.Task == found[0].Variant.Task)
            ? [.. found.Select(system => new EvaluatedSystem(system.Role, system.Variant, VariantFiles.Of(system.Variant)))]
            : throw new EvaluationException(
                $"The baseline or a folder of --float32 has another task than {request.Model}; compare models of one task."
            );
    }
}

/// <summary>The role of a system in an evaluation.</summary>
internal enum SystemRole
{
    /// <summary>The model's small variant.</summary>
    Student,

    /// <summary>The model's large variant, which the student was distilled from.</summary>
    Teacher,

    /// <summary>The student of another model, trained without a teacher: distillation must score better than it.</summary>
    Baseline,

    /// <summary>The student before it was made int8.</summary>
    StudentFloat32,

    /// <summary>The teacher before it was made int8.</summary>
    TeacherFloat32,
}
