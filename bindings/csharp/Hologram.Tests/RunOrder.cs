// RunOrder.cs — one test at a time, and the collection that looks for leaks after all others.
using System;
using System.Collections.Generic;
using System.Linq;
using Xunit.Abstractions;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: TestCollectionOrderer("Hologram.Tests.RunOrder", "Hologram.Tests")]

namespace Hologram.Tests;

public sealed class RunOrder : ITestCollectionOrderer
{
    public const string Last = "last";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> collections) =>
        collections.OrderBy(each => each.DisplayName == Last).ThenBy(each => each.DisplayName, StringComparer.Ordinal);
}
