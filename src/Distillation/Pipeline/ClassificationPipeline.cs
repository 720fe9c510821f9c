using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.DistilBert;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Onnx.Quantization;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;
using TransformerService.Models;
using static TorchSharp.torch;

namespace TransformerService.Distillation.Pipeline;

/// <summary>From labelled texts to a teacher and its student, step by step; a step that is done is not done again.</summary>
internal sealed class ClassificationPipeline(ClassificationRecipe recipe, PipelineOptions options, TextWriter log) : IPipeline
{
    private readonly ClassificationExport _export = new(recipe, options.Work.Tokenizer);

    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        // 1. Corpora and vocabulary.
        ClassificationData data = await ClassificationData.PrepareAsync(recipe, options, log);
        DistilBertShape teacherShape = Shape(recipe.Teacher, data);

        // 2. The teacher.
        using var teacher = new ClassifierTransformer(teacherShape, ScalarType.BFloat16, recipe.Teacher.Training.Seed);
        if (options.Stages.HasFlag(Stages.Teacher))
        {
            TrainedModel trainedTeacher = Train("teacher", recipe.Teacher, teacher, data, null, cancellationToken);
            _export.Write(options.Work.Model, TranslationExport.Teacher, teacherShape, ClassificationExport.Build(teacherShape, trainedTeacher.Weights));
            if (!trainedTeacher.IsFinished)
            {
                return false;
            }

            GoldenSample.Write(options.Work.Model, VariantRole.Teacher, SelfCheckTexts(data), reference: null, cancellationToken);
        }

        if (recipe.Student is not { } student)
        {
            return true;
        }

        TransformerRecipe seeded = options.StudentSeed is { } seed ? student with { Training = student.Training with { Seed = seed } } : student;
        DistilBertShape shape = Shape(seeded, data);

        // 3. The same student without a teacher, to compare with.
        if (options.Stages.HasFlag(Stages.Baseline))
        {
            using var alone = new ClassifierTransformer(shape, ScalarType.BFloat16, seeded.Training.Seed);
            TrainedModel baseline = Train(
                FormattableString.Invariant($"baseline-{seeded.Training.Seed}"), seeded, alone, data, null, cancellationToken);
            if (!baseline.IsFinished)
            {
                return false;
            }

            await ExportStudentAsync(options.Work.Baseline(seeded.Training.Seed), null, shape, baseline, data, cancellationToken);
        }

        if (!options.Stages.HasFlag(Stages.Student))
        {
            return true;
        }

        // 4. The student, which learns what the teacher says. The teacher's weights are the best ones, not the last.
        TrainedModel taught = new TrainingRun("teacher", options.Work.Training("teacher"), recipe.Teacher.Training, log).Finished();
        teacher.Weights.Load(name => taught.Weights[name].Values);
        using var model = new ClassifierTransformer(shape, ScalarType.BFloat16, seeded.Training.Seed);
        var distillation = new ClassifierDistillation(teacher, model, recipe.Distillation);
        TrainedModel trained = Train("student", seeded, model, data, distillation, cancellationToken);
        if (!trained.IsFinished)
        {
            return false;
        }

        // 5. Float32, to compare with, and int8, to serve.
        await ExportStudentAsync(options.Work.Model, options.Work.Float32Student, shape, trained, data, cancellationToken);
        return true;
    }

    private static IReadOnlyList<(string Text, string? Pair)> SelfCheckTexts(ClassificationData data) =>
        [.. EvenSample.Of(data.Validation, GoldenSample.Candidates).Select(text => (data.Tokenizer.Decode(text.Ids), (string?)null))];

    private DistilBertShape Shape(TransformerRecipe model, ClassificationData data) =>
        model.ClassifierShape(data.Tokenizer.LargestVocabularyId + 1, recipe.MaxTokens, data.Labels);

    private TrainedModel Train(
        string name, TransformerRecipe model, ClassifierTransformer classifier, ClassificationData data,
        ClassifierDistillation? distillation, CancellationToken cancellationToken)
    {
        TrainingOptions training = model.Training;
        var task = new ClassificationTask(classifier, training, data.Training, data.Validation, data.MaskTokenId)
        {
            Distillation = distillation,
            Augmentation = distillation is not null && recipe.Distillation.Augmentation is { } augmentation
                ? new TokenAugmentation(augmentation, data.MaskTokenId, training.Seed)
                : null,
        };
        return new TrainingRun(name, options.Work.Training(name), training, log).Train(task, initial: null, cancellationToken);
    }

    private async Task ExportStudentAsync(
        string folder, string? float32Folder, DistilBertShape shape, TrainedModel trained, ClassificationData data, CancellationToken cancellationToken)
    {
        ModelProto graph = ClassificationExport.Build(shape, trained.Weights);
        if (float32Folder is not null)
        {
            _export.Write(float32Folder, TranslationExport.Student, shape, graph);
        }

        CalibrationRanges ranges = DistilBertExporter.Calibrate(
            graph, [.. EvenSample.Of(data.Training, recipe.Quantization.Examples).Select(text => text.Ids)], cancellationToken);
        var search = new QuantizationSearch(recipe.Quantization, log);
        CalibrationChoice best = await search.ChooseAsync(way => Task.FromResult(Accuracy(Quantizer.Quantize(graph, ranges, way))));
        _export.Write(folder, TranslationExport.Student, shape, Quantizer.Quantize(graph, ranges, search.Options(best)));
        GoldenSample.Write(folder, VariantRole.Student, SelfCheckTexts(data), float32Folder, cancellationToken);

        double Accuracy(ModelProto quantized) => ClassifierScorer.Score(
            quantized, EvenSample.Of(data.Validation, recipe.Quantization.ScoredExamples), cancellationToken);
    }
}
