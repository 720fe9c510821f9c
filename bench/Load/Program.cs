using System.CommandLine;
using TransformerService.Load;

var targets = new Argument<string[]>("targets") { Description = $"Whom to load, turn by turn; ratios are to the first: {string.Join(", ", TargetFactory.Names)}." };
var task = new Option<string>("--task") { Description = "translation or text-classification.", DefaultValueFactory = _ => "translation" };
var model = new Option<string?>("--model") { Description = "The model to ask, where several are served." };
var models = new Option<string>("--models") { Description = "The model repository of the engine.", DefaultValueFactory = _ => "models" };
var variant = new Option<string>("--variant") { Description = "The variant's folder that the loop runs.", DefaultValueFactory = _ => "models/en-fr/student" };
var urls = new Option<string[]>("--url") { Description = "rest=http://localhost:8080 node=http://localhost:8090", AllowMultipleArgumentsPerToken = true };
var clients = new Option<int>("--clients") { Description = "Clients of a closed loop.", DefaultValueFactory = _ => 32 };
var rate = new Option<double>("--rate") { Description = "Calls a second of an open loop; 0 for a closed one.", DefaultValueFactory = _ => 0 };
var seconds = new Option<double>("--seconds") { Description = "Seconds that count, of each turn.", DefaultValueFactory = _ => 10 };
var warmUp = new Option<double>("--warm-up") { Description = "Seconds before them.", DefaultValueFactory = _ => 3 };
var rounds = new Option<int>("--rounds") { Description = "Turns of each target.", DefaultValueFactory = _ => 3 };
var sentences = new Option<bool>("--sentences") { Description = "Asks single sentences instead of a mix of texts; needed where a target does not split texts." };
var root = new RootCommand("Loads translators and classifiers and compares them in one run.")
{
    targets, task, model, models, variant, urls, clients, rate, seconds, warmUp, rounds, sentences,
};
root.SetAction(async (arguments, cancellationToken) =>
{
    var factory = new TargetFactory(
        arguments.GetRequiredValue(task),
        arguments.GetValue(model),
        arguments.GetRequiredValue(models),
        arguments.GetRequiredValue(variant),
        (arguments.GetValue(urls) ?? []).Select(url => url.Split('=', 2)).Where(url => url.Length == 2).ToDictionary(url => url[0], url => new Uri(url[1])));
    IReadOnlyList<string> texts = LoadTexts.Of(factory.Task, arguments.GetValue(sentences));
    var options = new LoadOptions(
        arguments.GetValue(clients), arguments.GetValue(rate), TimeSpan.FromSeconds(arguments.GetValue(warmUp)), TimeSpan.FromSeconds(arguments.GetValue(seconds)));
    List<LoadResult> results = [];
    for (int round = 0; round < arguments.GetValue(rounds); round++)
    {
        foreach (string name in arguments.GetRequiredValue(targets))
        {
            await using ILoadTarget target = await factory.OpenAsync(name, cancellationToken);
            results.Add(await new LoadRun(target, options, texts, Console.Error).RunAsync(cancellationToken));
        }
    }

    ResultTable.Print(results, Console.Out);
    return 0;
});

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (LoadException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
