using System.Collections.Concurrent;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("ExhibitionCrm.Tests.TestRun", "ExhibitionCrm.Tests")]

namespace ExhibitionCrm.Tests;

/// <summary>
/// The run as a whole, for what all test classes share. The runner kills its host a moment after the last test, so that
/// the end of the process is too late to stop anything.
/// </summary>
public sealed class TestRun(IMessageSink messages) : XunitTestFramework(messages)
{
    private static readonly ConcurrentStack<Func<Task>> AtEnd = new();

    /// <summary>Done after the last test, the latest registered first.</summary>
    public static void OnEnd(Func<Task> action) => AtEnd.Push(action);

    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider source, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, source, messages)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            while (AtEnd.TryPop(out var action))
            {
                await Aggregator.RunAsync(action);
            }

            await base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
