using System.CommandLine;
using TransformerService.Distillation.Commands;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.Evaluation;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Training;

var root = new RootCommand("Trains teachers and distils students for TransformerService.") { RunCommand.Create(), EvaluateCommand.Create() };
try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is RecipeException or CorpusException or SentencePieceException or TrainingException or EvaluationException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
