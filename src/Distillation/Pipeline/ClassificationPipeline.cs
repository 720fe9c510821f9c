using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Models;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Makes a teacher and its student from labelled texts, step by step; a finished step is skipped.</summary>
internal sealed class ClassificationPipeline(ClassificationRecipe recipe, PipelineOptions options, TextWriter log) : IPipeline
{
    private readonly ClassificationExport _export = new(recipe, options.Work.Tokenizer);
    private readonly PrecisionSelection _precision = PrecisionSelection.Of(recipe, log);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        // 1. Corpora and vocabulary.
        var from = options.From ?? recipe.From;
        var vocabulary = from is null ? null : PretrainedVocabulary.Read(from, recipe.LowerCase);
        var data = await ClassificationData.PrepareAsync(recipe, options, vocabulary, log);
        var beginning = ClassifierBeginning.Of(from, vocabulary, options.Work.Tokenizer);
        var teacherShape = Shape(recipe.Teacher, data);
        beginning.Config?.Check(teacherShape);

        // 2. The teacher.
        if (options.Stages.HasFlag(Stages.Teacher))
        {
            var trainedTeacher = Train("teacher", recipe.Teacher, data, null, beginning.Pretrained(teacherShape), cancellationToken);
            if (!trainedTeacher.IsFinished)
            {
                // What there is so far can be tried already.
                var soFar = ClassificationExport.Build(teacherShape, trainedTeacher.Weights);
                _export.Write(options.Work.Model, TranslationExport.Teacher, teacherShape, soFar);
                return false;
            }

            var float32 = recipe.Quantization.Teacher ? options.Work.Float32Teacher : null;
            await ExportAsync(VariantRole.Teacher, options.Work.Model, float32, teacherShape, trainedTeacher, data, cancellationToken);
        }

        if (recipe.Student is not { } student)
        {
            return true;
        }

        var seeded = options.StudentSeed is { } seed ? student with { Training = student.Training with { Seed = seed } } : student;
        var shape = Shape(seeded, data);

        // 3. The same student without a teacher, to compare with.
        if (options.Stages.HasFlag(Stages.Baseline))
        {
            var name = FormattableString.Invariant($"baseline-{seeded.Training.Seed}");
            var baseline = Train(name, seeded, data, null, null, cancellationToken);
            if (!baseline.IsFinished)
            {
                return false;
            }

            var folder = options.Work.Baseline(seeded.Training.Seed);
            await ExportAsync(VariantRole.Student, folder, null, shape, baseline, data, cancellationToken);
        }

        var teacher = options.Stages.HasFlag(Stages.Student) ? Run("teacher", recipe.Teacher).Finished() : null;

        // 4. What the pretrained encoder knows, learned on unlabelled texts. It does not depend on the student's seed.
        var general =
            (options.Stages & (Stages.General | Stages.Student)) != 0 && recipe.General is { } way
                ? new GeneralDistillation(way, options, _precision, log).Train(seeded, shape, beginning, data, cancellationToken)
                : null;
        if (general is { IsFinished: false })
        {
            return false;
        }

        if (teacher is null)
        {
            return true;
        }

        // 5. The student, which learns the teacher's answers. The teacher has its best weights, not its last ones.
        var initial = Beginning(seeded, shape, teacher, general);
        var trained = Train("student", seeded, data, teacher, initial, cancellationToken);
        if (!trained.IsFinished)
        {
            return false;
        }

        // 6. Float32, to compare with, and int8, to serve.
        await ExportAsync(VariantRole.Student, options.Work.Model, options.Work.Float32Student, shape, trained, data, cancellationToken);
        return true;
    }

    private static IReadOnlyList<(string Text, string? Pair)> SelfCheckTexts(ClassificationData data) =>
        [.. EvenSample.Of(data.Validation, GoldenSample.Candidates).Select(text => (data.Tokenizer.Decode(text.Ids), (string?)null))];

    private DistilBertShape Shape(TransformerRecipe model, ClassificationData data) =>
        model.ClassifierShape(data.Tokenizer.LargestVocabularyId + 1, recipe.MaxTokens, data.Labels);

    private TrainingRun Run(string name, TransformerRecipe model) => new(name, options.Work.Training(name), model.Training, log);

    private TrainedModel Train(
        string name,
        TransformerRecipe model,
        ClassificationData data,
        TrainedModel? teacher,
        Func<string, float[]?>? initial,
        CancellationToken cancellationToken
    )
    {
        var run = Run(name, model);
        var precision = _precision.For(run);
        var training = model.Training;
        using var classifier = new ClassifierTransformer(Shape(model, data), precision, training.Seed);
        using var restored = teacher is null ? null : Restore(Shape(recipe.Teacher, data), teacher, precision);
        var distillation = restored is null ? null : new ClassifierDistillation(restored, classifier, recipe.Distillation);
        var texts = distillation is null ? data.Training : data.WithUnlabelled(recipe.Distillation.Unlabelled);
        var task = new ClassificationTask(classifier, training, texts, data.Validation, data.MaskTokenId)
        {
            Distillation = distillation,
            Augmentation =
                distillation is not null && recipe.Distillation.Augmentation is { } augmentation
                    ? new TokenAugmentation(augmentation, data.MaskTokenId, training.Seed)
                    : null,
        };
        return run.Train(task, initial, cancellationToken);
    }

    /// <summary>The student begins with what it learned in general, otherwise with its teacher's layers, if it is to begin with them.</summary>
    private Func<string, float[]?>? Beginning(TransformerRecipe student, DistilBertShape shape, TrainedModel teacher, TrainedModel? general)
    {
        var taught = student.BeginWithTeacher ? ClassifierBeginning.Trained(teacher, recipe.Teacher.EncoderLayers, shape) : null;
        return general is null ? taught : ClassifierBeginning.Joined(ClassifierBeginning.Trained(general, shape.Layers, shape), taught);
    }

    private static ClassifierTransformer Restore(DistilBertShape shape, TrainedModel trained, ScalarType precision)
    {
        var model = new ClassifierTransformer(shape, precision, seed: 1);
        model.Weights.Load(name => trained.Weights[name].Values);
        return model;
    }

    /// <summary>Writes a finished variant with its self-check: students in int8, teachers too if the recipe says so.</summary>
    /// <param name="role">The variant.</param>
    /// <param name="folder">The model's folder.</param>
    /// <param name="float32Folder">
    /// Folder of another model, for the float32 graph of an int8 variant; <see langword="null"/> for none.
    /// </param>
    /// <param name="shape">The variant's shape.</param>
    /// <param name="trained">Its weights.</param>
    /// <param name="data">The texts to calibrate and score with.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    private async Task ExportAsync(
        VariantRole role,
        string folder,
        string? float32Folder,
        DistilBertShape shape,
        TrainedModel trained,
        ClassificationData data,
        CancellationToken cancellationToken
    )
    {
        var variant = TranslationExport.Variant(role);
        var graph = ClassificationExport.Build(shape, trained.Weights);
        if (float32Folder is not null)
        {
            _export.Write(float32Folder, variant, shape, graph);
        }

        if (role == VariantRole.Student || recipe.Quantization.Teacher)
        {
            graph = await new ClassifierQuantization(recipe.Quantization, data, log).QuantizeAsync(variant, graph, cancellationToken);
        }

        _export.Write(folder, variant, shape, graph);
        GoldenSample.Write(folder, role, SelfCheckTexts(data), float32Folder, cancellationToken);
    }
}
